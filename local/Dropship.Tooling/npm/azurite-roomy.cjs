// Loaded into Azurite before its own program, where so much lies in its memory that going through all of it takes seconds. V8 does so whenever what lies outside of its heap has grown
// by 64 MB, and of each batch the bodies stayed there until then, for two reasons that are taken away here.
"use strict";

const path = require("node:path");

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

// Of the pool, a few bytes that stay keep eight kilobytes.
Buffer.poolSize = 0;

// V8 is asked to go through its memory while nothing is measured, so that it need not while something is.
require("node:readline").createInterface({ input: process.stdin }).on("line", line => {
  if (line.startsWith("collect ")) {
    global.gc();
    console.log(line.replace("collect", "collected"));
  }
});
