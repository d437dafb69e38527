/** Metadata policies (OpenID Federation 1.0, section 6.1): what those above an entity demand of what it says of itself. */
import { FederationFault, isObject, type Metadata } from './statement.ts';

/** Of one parameter. */
type Operators = Record<string, unknown>;
/** Parameter -> what is demanded of it. */
export type Policy = Record<string, Operators>;

/** In the order in which they are applied. */
const known = ['value', 'add', 'default', 'one_of', 'subset_of', 'superset_of', 'essential'];

/** Two policies as one: who stands below can only ask for more. `critical` names the operators that must be understood; of those that are not
 *  known and not critical, nothing is done. */
export function mergePolicies(above: Policy, below: Policy, critical: readonly string[] = []): Policy {
  const missing = critical.find((operator) => !known.includes(operator));
  if (missing !== undefined) throw new FederationFault('policy', `the operator ${missing} is not known here`);
  const merged: Policy = {};
  for (const parameter of new Set([...Object.keys(above), ...Object.keys(below)])) {
    const [first, second] = [own(above, parameter) ?? {}, own(below, parameter) ?? {}];
    const operators: Operators = {};
    for (const operator of known) {
      if (!(operator in first) && !(operator in second)) continue;
      operators[operator] =
        operator in first && operator in second
          ? mergeOperator(parameter, operator, first[operator], second[operator])
          : (first[operator] ?? second[operator] ?? null);
    }
    merged[parameter] = operators;
  }
  return merged;
}

function mergeOperator(parameter: string, operator: string, above: unknown, below: unknown): unknown {
  if (operator === 'add' || operator === 'superset_of') return union(listOf(above), listOf(below));
  if (operator === 'essential') return above === true || below === true;
  if (operator === 'one_of' || operator === 'subset_of') {
    const both = listOf(above).filter((one) => includes(listOf(below), one));
    if (operator === 'one_of' && both.length === 0) throw no(parameter, 'no value is left that both allow');
    return both;
  }
  if (!same(above, below)) throw no(parameter, `two different demands (${operator})`);
  return above;
}

/** What is left of the metadata under the policy. */
export function applyPolicy(metadata: Metadata, policy: Policy): Metadata {
  const result = { ...metadata };
  for (const [parameter, operators] of Object.entries(policy)) {
    const value = applyOperators(parameter, own(result, parameter) ?? undefined, operators);
    if (value === undefined) delete result[parameter];
    else result[parameter] = value;
  }
  return result;
}

/** A parameter may be called like something that every object has. */
function own<T>(of: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

function applyOperators(parameter: string, said: unknown, operators: Operators): unknown {
  let value = said;
  if ('value' in operators) value = operators['value'] ?? undefined;
  if ('add' in operators) value = alike(value, union(listOf(value), listOf(operators['add'])));
  if ('default' in operators && value === undefined) value = operators['default'];
  if ('one_of' in operators && value !== undefined && !includes(listOf(operators['one_of']), value))
    throw no(parameter, 'its value is not one of those allowed');
  if ('subset_of' in operators && value !== undefined) {
    const left = listOf(value).filter((one) => includes(listOf(operators['subset_of']), one));
    value = left.length > 0 ? alike(value, left) : undefined;
  }
  if ('superset_of' in operators && value !== undefined) {
    const has = listOf(value);
    if (!listOf(operators['superset_of']).every((one) => includes(has, one))) throw no(parameter, 'a value is missing in it');
  }
  if (operators['essential'] === true && value === undefined) throw no(parameter, 'it must be there');
  return value;
}

/** Some parameters, such as `scope`, are lists written as words (section 6.1.3.2). */
function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return value.split(' ').filter(Boolean);
  return value === undefined || value === null ? [] : [value];
}

function alike(original: unknown, list: unknown[]): unknown {
  return typeof original === 'string' ? list.join(' ') : list;
}

function union(one: unknown[], other: unknown[]): unknown[] {
  return [...one, ...other.filter((value) => !includes(one, value))];
}

function includes(list: readonly unknown[], value: unknown): boolean {
  return list.some((one) => same(one, value));
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function no(parameter: string, why: string): FederationFault {
  return new FederationFault('policy', `${parameter}: ${why}`);
}
