/** Everything the tool can refuse, by what it is about. */
export * from "./command-line";
export * from "./config";
export * from "./environment";
export * from "./exports";
export * from "./found";
export * from "./import";
export * from "./ingress";
export * from "./keys";
export * from "./kustomize";
export * from "./names";
export * from "./parameters";
export * from "./plan";
export * from "./policies";
export * from "./problem";
export * from "./sandbox";
export * from "./sign-in";
export * from "./staying";
