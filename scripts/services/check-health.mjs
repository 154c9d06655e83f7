/** Exits with 0 when the address answers: `node check-health.mjs URL`. */
import { answersHttp } from './until.mjs';

process.exitCode = (await answersHttp(process.argv[2])) ? 0 : 1;
