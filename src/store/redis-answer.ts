import { storeFailure } from "../core/words/store.ts";

/** What Redis answers. @throws UserFacingError `store-full` when it takes nothing down, `store-away` when it doesn't do as asked. */
export async function answer<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw storeFailure(error);
  }
}
