// The counts of a vitest report on the standard output, and each failure with how its message begins on the error output.
import { readFileSync } from 'node:fs';

const { numPassedTests, numFailedTests, success, testResults } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
);
console.log(numPassedTests, numFailedTests || (success ? 0 : 1));
let listed = 0;
for (const { name, message, assertionResults } of testResults) {
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  const reasons = failed.map(
    ({ fullName, failureMessages }) => `${fullName}\n  ${failureMessages.join('\n  ')}`,
  );
  // A file that could not be loaded has a message, and no test.
  if (message && failed.length === 0) reasons.push(message);
  for (const reason of reasons) console.error(`FAILED: ${name}: ${reason.slice(0, 800)}\n`);
  listed += reasons.length;
}
if (!success && listed === 0)
  console.error('FAILED: an error outside of every test; it is where the tests ran, above');
