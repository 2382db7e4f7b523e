// The SDK's hosts are constants. This preload sends its HTTP calls to the emulator instead; the SDK itself stays as published.
import axios from 'axios';

const emulator = process.env.DINGTALK_EMULATOR;
axios.interceptors.request.use(config => {
  config.url = config.url.replace(/^https:\/\/o?api\.dingtalk\.com/, emulator);
  return config;
});
