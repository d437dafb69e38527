/** A setting that cannot be used; the message is a sentence for whoever starts the server. */
export class ConfigError extends Error {}
