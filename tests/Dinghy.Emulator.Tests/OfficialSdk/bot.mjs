// An echo bot as the SDK's own README has it: acknowledge, then answer by the session webhook.
import axios from 'axios';
import { DWClient, TOPIC_ROBOT } from 'dingtalk-stream';

const client = new DWClient({ clientId: process.argv[2], clientSecret: process.argv[3], keepAlive: true });
client.registerCallbackListener(TOPIC_ROBOT, async frame => {
  const message = JSON.parse(frame.data);
  const token = await client.getAccessToken();
  const reply = await axios.post(message.sessionWebhook,
    { msgtype: 'text', text: { content: `echo: ${message.text.content.trim()}` } },
    { headers: { 'x-acs-dingtalk-access-token': token } });
  client.socketCallBackResponse(frame.headers.messageId, reply.data);
});
await client.connect();
