/** The config of the sandbox, unless `-c` says otherwise: nothing of the play leaks into the real thing. */
export const sandboxConfig = ".risken-aws/sandbox.yaml";
