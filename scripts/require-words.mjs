/** Refuses public properties whose type leaves open what they mean: a number's unit, the shape of bytes, a record, an unknown. */
import { Application, ReflectionKind } from 'typedoc';

/** Names that say it themselves: units stand last, instants end in `At`. */
const telling =
  /(Ms|_ms|[sS]econds|_per_second|At|_at|[bB]ytes|[tT]okens|[rR]equests|statusCode|status_code|status|port|limit|priority)$/;
const vagueReferences = new Set(['Record', 'Partial', 'Uint8Array', 'Buffer', 'Map', 'ReadonlyMap']);

/** A typedoc plugin: warns of each vague property without a comment, unless its owner's comment speaks of it by name. */
export function requireWords(app) {
  let begun = false;
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    // The event comes again for each package.
    if (begun) return;
    begun = true;
    for (const property of project.getReflectionsByKind(ReflectionKind.Property)) {
      if (property.inheritedFrom === undefined && isVague(property.type) && !hasWords(property))
        app.logger.validationWarning(
          `${property.getFriendlyFullName()} needs a comment: its type does not say what it is`,
        );
    }
  });
}

function hasWords(property) {
  if (property.hasComment() || telling.test(property.name)) return true;
  const literal = property.parent?.kindOf(ReflectionKind.TypeLiteral) ? property.parent : undefined;
  const owner = literal?.parent ?? property.parent;
  // A parameter is explained where its function is; a field that holds an object, by its own comment.
  if (owner?.kindOf(ReflectionKind.Parameter)) return true;
  if (literal !== undefined && owner?.hasComment()) return true;
  const words = owner?.comment?.summary.map(({ text }) => text).join('') ?? '';
  return new RegExp(`\\b${property.name}\\b`).test(words);
}

function isVague(type) {
  switch (type?.type) {
    case 'intrinsic':
      return type.name === 'number' || type.name === 'unknown';
    case 'reference':
      return vagueReferences.has(type.name) || (type.name === 'Readonly' && isVague(type.typeArguments?.[0]));
    case 'array':
      return isVague(type.elementType);
    case 'typeOperator':
      return isVague(type.target);
    case 'union':
      return type.types.some(isVague);
    default:
      return false;
  }
}
