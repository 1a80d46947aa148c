/** Resource types that the emulators of the local environment do not know, with the reason. */
export const unsupportedResources: Readonly<Record<string, string>> = {}

/** Attributes by resource type that the emulators do not give back, with the reason. */
export const knownDrift: Readonly<Record<string, Readonly<Record<string, string>>>> = {}
