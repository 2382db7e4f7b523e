import assistant from './assistant.js';
import common from './common.js';
import config from './config.js';
import people from './people.js';
import setup from './setup.js';
import system from './system.js';
import talk from './talk.js';

/**
 * Every sentence of the console, Chinese first, English beside it: [zh, en]. Side by side no language can lack one.
 * @type {Record<string, [string, string]>}
 */
export const words = { ...common, ...talk, ...people, ...assistant, ...system, ...config, ...setup };
