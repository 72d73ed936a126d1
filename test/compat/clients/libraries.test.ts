import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PASSWORD, run, serve, USERNAME, without } from './tools.ts';

/** Other languages' XML-RPC libraries, over TCP with a password. Each prints what it is told, for a comparison. */
interface Library {
  readonly title: string;
  readonly file: string;
  readonly packages: string;
  readonly args: (port: number) => readonly string[];
}

const RUBY = `
require 'xmlrpc/client'
server = XMLRPC::Client.new2("http://${USERNAME}:${PASSWORD}@127.0.0.1:#{ARGV[0]}/RPC2")
p server.call('supervisor.getState')
p server.call('supervisor.getProcessInfo', 'cat').reject { |key, _| %w[start now pid description].include?(key) || key =~ /logfile/ }
p server.call('supervisor.getAllProcessInfo').map { |info| [info['group'], info['name'], info['statename'], info['exitstatus']] }
p server.call('supervisor.stopProcess', 'cat'), server.call('supervisor.startProcess', 'cat', true)
p server.call('system.multicall', [{ methodName: 'supervisor.getAPIVersion', params: [] }, { methodName: 'supervisor.getProcessInfo', params: ['nope'] }])
begin server.call('supervisor.startProcess', 'nope') rescue p [$!.faultCode, $!.faultString] end
begin XMLRPC::Client.new2("http://someone:wrong@127.0.0.1:#{ARGV[0]}/RPC2").call('supervisor.getState') rescue puts $!.message.lines.first end
`;

const PHP = `
function call($method, ...$params) {
  global $argv;
  $context = stream_context_create(['http' => [
    'method' => 'POST', 'content' => xmlrpc_encode_request($method, $params), 'ignore_errors' => true,
    'header' => "Content-Type: text/xml\\r\\nAuthorization: Basic " . base64_encode('${USERNAME}:${PASSWORD}'),
  ]]);
  return xmlrpc_decode(file_get_contents("http://127.0.0.1:$argv[1]/RPC2", false, $context));
}
echo json_encode(call('supervisor.getState')), "\\n";
foreach (call('supervisor.getAllProcessInfo') as $info) echo json_encode([$info['group'], $info['name'], $info['statename'], $info['exitstatus']]), "\\n";
echo json_encode([call('supervisor.stopProcess', 'cat'), call('supervisor.startProcess', 'cat', true)]), "\\n";
echo json_encode([call('supervisor.startProcess', 'nope'), call('supervisor.nope')]), "\\n";
`;

const LIBRARIES: readonly Library[] = [
  {
    title: "Ruby's xmlrpc",
    file: '/usr/lib/ruby/vendor_ruby/xmlrpc/client.rb',
    packages: 'ruby ruby-xmlrpc',
    args: (port) => ['/usr/bin/ruby', '-e', RUBY, String(port)],
  },
  {
    title: "PHP's xmlrpc",
    file: '/usr/share/doc/php-xmlrpc',
    packages: 'php-cli php-xmlrpc',
    args: (port) => ['/usr/bin/php', '-r', PHP, String(port)],
  },
];

for (const { title, file, packages, args } of LIBRARIES) {
  describe(title, { skip: without(file, packages) }, () => {
    test('is told the same by both daemons', { timeout: 90_000 }, async () => {
      const [reference = '', ours] = await Promise.all(
        (['reference', 'ours'] as const).map(async (flavour) => {
          const { daemon, port } = await serve(flavour);
          try {
            const [program = '', ...rest] = args(port);
            return await run(program, rest);
          } finally {
            await daemon.dispose();
          }
        }),
      );
      assert.match(reference, /RUNNING[\s\S]*EXITED[\s\S]*BAD_NAME: nope/);
      assert.equal(ours, reference);
    });
  });
}
