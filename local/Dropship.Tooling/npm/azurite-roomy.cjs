// Loaded into Azurite before its own program, where so much lies in its memory that going through all of it takes seconds. V8 does so whenever what lies outside of its heap has grown
// by 64 MB, and until then nothing is given back that has outlived a request. What needlessly did is told of here, each with its reason.
"use strict";

const http = require("node:http");
const { createRequire } = require("node:module");
const path = require("node:path");

// For each request, Azurite reads the address of each operation anew that it may be of, and what comes of it outlives the request as well. They are always the same addresses. This comes first:
// what is loaded later keeps the function that it finds.
const addresses = createRequire(process.argv[1]).resolve("uri-templates");
const readTemplate = require(addresses);
const templates = new Map();
require.cache[addresses].exports = template => {
  if (!templates.has(template)) {
    templates.set(template, readTemplate(template));
  }

  return templates.get(template);
};

const table = path.join(path.dirname(process.argv[1]), "table");
const Context = require(path.join(table, "context", "TableStorageContext.js")).default;
const Orchestrator = require(path.join(table, "batch", "TableBatchOrchestrator.js")).default;

if (typeof Orchestrator.prototype.createBatchContextClone !== "function") {
  throw new Error("This Azurite makes the contexts of a batch's operations in another way: azurite-roomy.cjs has to follow it, or to go.");
}

// Azurite makes the request's context the prototype of each operation's, and V8 keeps what was a prototype, with the whole request that it leads to.
Orchestrator.prototype.createBatchContextClone = function (context, request, batchId) {
  const clone = new Context(context);
  clone.tableName = request.getPath();
  clone.path = request.getPath();
  clone.request = request;
  clone.batchId = batchId;
  return clone;
};

// Express gives each request and each answer another prototype, and V8 then keeps all that hangs on them, some 17 KB of each request. Here they are made with the prototypes that
// Express would give them. Azurite makes its servers first and tells them of Express later.
const createServer = http.createServer;
http.createServer = (...listeners) => {
  if (listeners.length !== 0) {
    throw new Error("This Azurite makes its servers in another way: azurite-roomy.cjs has to follow it, or to go.");
  }

  function Request(socket) {
    http.IncomingMessage.call(this, socket);
  }

  function Response(request, options) {
    http.ServerResponse.call(this, request, options);
  }

  Request.prototype = http.IncomingMessage.prototype;
  Response.prototype = http.ServerResponse.prototype;
  return createServer({ IncomingMessage: Request, ServerResponse: Response }).on("newListener", (event, listener) => {
    if (event === "request" && listener.request && listener.response) {
      Request.prototype = listener.request;
      Response.prototype = listener.response;
    }
  });
};

// Of the pool, a few bytes that stay keep eight kilobytes.
Buffer.poolSize = 0;

// V8 is asked to go through its memory while nothing is measured, so that it need not while something is.
require("node:readline").createInterface({ input: process.stdin }).on("line", line => {
  if (line.startsWith("collect ")) {
    global.gc();
    console.log(line.replace("collect", "collected"));
  }
});
