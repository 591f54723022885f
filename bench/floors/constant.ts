/** A constant answer: what node:http itself costs. */
import { serveFloor } from './floor.ts';

const body = Buffer.from('<response><returncode>SUCCESS</returncode><version>2.0</version></response>');
const headers = { 'content-type': 'application/xml; charset=utf-8', 'content-length': body.length };

await serveFloor((_query, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
