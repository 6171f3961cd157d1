// Takes any upload, forgets it, and answers with the number of bytes as the job's id. Ends with its parent.

import { createServer } from "node:http";

const server = createServer(async (request, response) => {
  let bytes = 0;
  for await (const piece of request) bytes += piece.length;
  response.writeHead(202, { "content-type": "application/json" });
  response.end(JSON.stringify({ job_id: String(bytes) }));
});

server.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.once("disconnect", () => process.exit());
