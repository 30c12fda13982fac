type DateCall = { readonly callee: { readonly name?: string }; readonly arguments: readonly unknown[] };
type Context = { report(problem: { readonly node: DateCall; readonly message: string }): void };

/** Oxlint has no rule for it: `new Date()` reads the clock just as `Date.now()` does. */
function create(context: Context): Record<string, (node: DateCall) => void> {
  return {
    NewExpression(node) {
      if (node.callee.name !== "Date" || node.arguments.length > 0) return;
      context.report({
        node,
        message: "Time comes through the Clock port; only src/system/clock.ts reads it.",
      });
    },
  };
}

export default { meta: { name: "labelpod" }, rules: { "no-new-date": { create } } };
