// Devices of readers, with the script of the site (its path is the argument). Each line of stdin is a message:
// {call, name, of} calls a function of the script, and {ask, answer} answers a request that it made. Lines of
// stdout are requests {ask, path, method, body}, and results {call, result} or {call, refused}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const source = readFileSync(process.argv[2]).toString("base64");
const script = await import(`data:text/javascript;base64,${source}`);
const waiting = new Map();
let asked = 0;

const say = (message) => {
  const plain = (key, value) => (value instanceof Set ? [...value] : value);
  process.stdout.write(`${JSON.stringify(message, plain)}\n`);
};

const ask = (path, { method, body = null }) =>
  new Promise((resolve) => {
    asked += 1;
    waiting.set(asked, resolve);
    say({ ask: asked, path: String(path), method, body });
  });

for await (const line of createInterface({ input: process.stdin })) {
  const { call, name, of, ask: answered, answer } = JSON.parse(line);
  if (answered) {
    waiting.get(answered)(new Response(answer.status === 204 ? null : answer.body, { status: answer.status }));
    waiting.delete(answered);
  } else if (name === "merge") {
    say({ call, result: script.merge(...of) });
  } else {
    script[name](...of, ask).then(
      (result) => say({ call, result }),
      ({ status, message }) => say({ call, refused: status, message }),
    );
  }
}
