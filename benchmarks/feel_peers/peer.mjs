// Reads {expressions: [[text, context], …], seconds} on stdin; prints microseconds per evaluation.
// feelin has no compiled form: evaluate() parses the text each time; its parser caches nothing.
import { evaluate } from 'feelin';

const { cases, seconds } = JSON.parse(await new Response(process.stdin).text());

function measure(text, context) {
  evaluate(text, context);
  const value = evaluate(text, context).value;
  let rounds = 16;
  let best = Infinity;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const begun = performance.now();
    for (let i = 0; i < rounds; i++) evaluate(text, context);
    const spent = performance.now() - begun;
    best = Math.min(best, (spent / rounds) * 1000);
    if (spent < 20) rounds *= 2;
  }
  return { microseconds: best, value };
}

process.stdout.write(JSON.stringify(cases.map(([text, context]) => measure(text, context))));
