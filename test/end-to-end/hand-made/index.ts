import { documented } from "./documented";
import { older } from "./older";
import type { Shape } from "./shape";
import { terraform } from "./terraform";

export const shapes: readonly Shape[] = [documented, older, terraform];
