// What d3-scale wants of d3-interpolate, for numbers alone: our scales lie between pixels, never between colours.

export const interpolateNumber = (a, b) => (t) => a * (1 - t) + b * t;
export const interpolateRound = (a, b) => (t) => Math.round(a * (1 - t) + b * t);
export const interpolate = interpolateNumber;
export const piecewise = null; // of the scales that we do not use
