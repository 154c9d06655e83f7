/** Version of this package; all packages of Spillway are released together. */
export const version = '0.1.0';
