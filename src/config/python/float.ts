/** A number that is not negative under `%e %f %g`, with Python's two-digit exponents. */
export function floatText(value: number, conversion: string, precision: number, alternate: boolean): string {
  const text = STYLES[conversion.toLowerCase()]?.(value, precision, alternate) ?? '';
  return conversion === conversion.toUpperCase() ? text.toUpperCase() : text;
}

const STYLES: Readonly<Record<string, (value: number, precision: number, alternate: boolean) => string>> = {
  f: (value, precision, alternate) => withPoint(value.toFixed(Math.min(precision, 100)), alternate && precision === 0),
  e: (value, precision, alternate) => exponential(value, precision, alternate && precision === 0),
  g: general,
};

function exponential(value: number, precision: number, point: boolean): string {
  const [mantissa = '', exponent = '+0'] = value.toExponential(Math.min(precision, 100)).split('e');
  return `${withPoint(mantissa, point)}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}

function general(value: number, precision: number, alternate: boolean): string {
  const digits = Math.max(precision, 1);
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1]);
  const fixed = exponent >= -4 && exponent < digits;
  const text = fixed ? value.toFixed(digits - 1 - exponent) : exponential(value, digits - 1, false);
  return alternate ? withPoint(text, !text.includes('.')) : trimZeros(text);
}

function trimZeros(text: string): string {
  const [mantissa = '', exponent] = text.split('e');
  const trimmed = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return exponent === undefined ? trimmed : `${trimmed}e${exponent}`;
}

function withPoint(text: string, wanted: boolean): string {
  return wanted ? `${text}.` : text;
}
