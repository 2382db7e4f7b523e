// The official client, unchanged, asks an agent as if it were a model. Arguments: address, token.
import OpenAI from 'openai';

const [, , baseURL, apiKey] = process.argv;
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const result = {};

result.models = [];
for await (const model of client.models.list()) result.models.push(model.id);

const messages = [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: [{ type: 'text', text: 'whole' }] }];
const whole = await client.chat.completions.create({ model: 'dinghy/default', messages });
result.whole = { text: whole.choices[0].message.content, finish: whole.choices[0].finish_reason, usage: whole.usage.total_tokens };

const stream = await client.chat.completions.create({
  model: 'agent:default', stream: true, stream_options: { include_usage: true }, messages: [{ role: 'user', content: 'streamed' }],
});
result.streamed = { text: '', chunks: 0, usage: null };
for await (const chunk of stream) {
  result.streamed.chunks++;
  result.streamed.text += chunk.choices[0]?.delta?.content ?? '';
  result.streamed.usage = chunk.usage?.total_tokens ?? result.streamed.usage;
}

result.errors = [];
for (const attempt of [
  () => client.chat.completions.create({ model: 'dinghy/nobody', messages }),
  () => client.chat.completions.create({ model: 'dinghy', messages: [] }),
  () => new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 }).models.list(),
]) {
  try {
    await attempt();
    result.errors.push('none');
  } catch (error) {
    result.errors.push(`${error.status} ${error.code}`);
  }
}

console.log(JSON.stringify(result));
