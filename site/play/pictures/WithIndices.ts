import { h } from 'vue';

/** A text in which the t of h_t stands below. */
export function WithIndices({ text }: { readonly text: string }) {
  return text.split(/_(\w)/).map((part, i) => (i % 2 === 1 ? h('sub', part) : part));
}
WithIndices.props = ['text'];
