// A web server in a few lines, which finishes the answers at hand when it is told to stop.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  response.end(`Hello from ${process.env.HOSTNAME ?? 'somewhere'}\n`);
});
server.listen(Number(process.env.PORT ?? 8080));
process.on('SIGTERM', () => server.close(() => console.log('closed')));
