// A web server in a few lines. GET / answers, GET /crash ends the process without warning.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  console.log(`web: ${request.method} ${request.url}`);
  if (request.url === '/crash') process.exit(1);
  response.end(`Hello from process ${process.pid}\n`);
});

// Somebody else has the port: any free one will do here.
server.on('error', (error) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.log(`web: ${error.message}`);
  server.listen(0, '127.0.0.1');
});
server.on('listening', () => console.log(`web: listening on http://127.0.0.1:${server.address().port}/`));
server.listen(Number(process.env.PORT ?? 8095), '127.0.0.1');

process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => console.log('web: closed'));
});
