export { createServer, type Server, type ServerOptions } from './create-server.ts';
export { type Listening, type ListenOptions, listen } from './listen.ts';
