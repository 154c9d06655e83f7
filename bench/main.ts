process.stderr.write('No benchmark exists yet.\n');
process.exitCode = 1;
