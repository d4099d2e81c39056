export { startDispatcher, type RunningDispatcher } from './start-dispatcher.js';
