// A program that is not Hirewire's, in plain amqplib: it knows the JSON Schemas and nothing else.
//
//     node program.js AMQP_URL SCHEMAS QUEUE FEED COMMAND.json
//
// It hears the events of its workspace in QUEUE, publishes the command, and prints, one JSON per
// line, every event until the one about the command's subject has come.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import amqp from "amqplib";

const [url, schemas, queue, feed, file] = process.argv.slice(2);
const ajv = addFormats(new Ajv2020({ strict: false }));

function check(event) {
  const schema = JSON.parse(readFileSync(join(schemas, `${event.type}.json`)));
  const validate = ajv.getSchema(schema.$id) ?? ajv.compile(schema);
  if (!validate(event)) throw new Error(`${event.type}: ${ajv.errorsText(validate.errors)}`);
}

const command = JSON.parse(readFileSync(file));
check(command);

const connection = await amqp.connect(url);
const channel = await connection.createConfirmChannel();
await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum" } });
await channel.bindQueue(queue, feed, "jobs.*.v1");
const heard = new Promise((resolve, reject) => {
  channel.consume(queue, (message) => {
    try {
      const event = JSON.parse(message.content);
      check(event);
      console.log(JSON.stringify(event));
      channel.ack(message);
      if (event.subject === command.subject) resolve();
    } catch (error) {
      reject(error);
    }
  });
});

channel.on("return", () => console.error("nobody takes the command"));
channel.publish("hirewire.commands", command.type, Buffer.from(JSON.stringify(command)), {
  contentType: "application/cloudevents+json",
  persistent: true,
  mandatory: true,
  messageId: command.id,
  userId: decodeURIComponent(new URL(url).username),
});
await channel.waitForConfirms();
await heard;
await connection.close();
