/** Gives back the smallest first. */
export type Heap<T> = {
  push(value: T): void;
  peek(): T | undefined;
  pop(): T | undefined;
};

export function createHeap<T>(compare: (a: T, b: T) => number): Heap<T> {
  const values: T[] = [];

  function isBefore(a: number, b: number): boolean {
    const [first, second] = [values[a], values[b]];
    return first !== undefined && second !== undefined && compare(first, second) < 0;
  }

  function swap(a: number, b: number): void {
    const [first, second] = [values[a], values[b]];
    if (first === undefined || second === undefined) return;
    values[a] = second;
    values[b] = first;
  }

  function rise(from: number): void {
    for (let index = from; index > 0;) {
      const parent = (index - 1) >> 1;
      if (!isBefore(index, parent)) return;
      swap(index, parent);
      index = parent;
    }
  }

  function sink(from: number): void {
    for (let index = from; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let least = isBefore(left, index) ? left : index;
      if (isBefore(right, least)) least = right;
      if (least === index) return;
      swap(index, least);
      index = least;
    }
  }

  return {
    push(value) {
      values.push(value);
      rise(values.length - 1);
    },
    peek: () => values[0],
    pop() {
      const top = values[0];
      const last = values.pop();
      if (last === undefined || values.length === 0) return top;
      values[0] = last;
      sink(0);
      return top;
    },
  };
}
