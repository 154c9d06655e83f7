/** What stands to be claimed for one tenant. */
export interface Contender {
  /** What the tenant was charged in this pool so far, in all its time. */
  readonly service: number;
  /** Its weight against the other tenants. */
  readonly weight: number;
  /** What its next claim would be charged. */
  readonly cost: number;
}

/** Whose turn it is. */
export interface Turn<Chosen extends Contender> {
  readonly contender: Chosen;
  /** Service that the tenant is charged beyond the cost of the claim: it catches up with tenants that never idled. */
  readonly arrears: number;
}

/** Of the largest claims: how far behind chance and charges that are a moment old may put a tenant that never idled. */
const CLAIMS_BEHIND = 4;
/** Workers that see the same charges each repay what they see, so that a claim repays only a part. */
const CLAIMS_TO_REPAY = 4;

/**
 * Weighted fair queueing over tenants, from nothing but the service that each was charged in all its time. A tenant is
 * settled when its service / weight is at most four of the largest claims behind the most served tenant's; any other is
 * a newcomer: it idled, or was held up for long. What it did not get in that time is forgotten.
 *
 * Lots are drawn by weight / cost, so that a tenant's chances are its share of the pool. A newcomer that draws the lot
 * has the turn. When a settled one draws it, the settled tenant with the least service / weight has the turn; ties are
 * broken at random. So whatever their histories, newcomers get their share from their first claim, and never more than
 * their lots; settled tenants share the rest exactly. Newcomers are charged arrears on top, a part of them with each
 * claim, and so become settled.
 */
export function fairTurn<Chosen extends Contender>(
  contenders: readonly Chosen[],
  { peers, chance }: { readonly peers: number; readonly chance: number },
): Turn<Chosen> {
  const behind = CLAIMS_BEHIND * Math.max(...contenders.map(({ cost, weight }) => cost / weight));
  const floor = Math.max(...contenders.map(served)) - behind;
  const settled = contenders.filter((contender) => served(contender) >= floor);
  const least = Math.min(...settled.map(served));
  const { drawn, rest } = draw(contenders, chance);
  if (served(drawn) < floor) {
    const arrears = (least * drawn.weight - drawn.service) / (CLAIMS_TO_REPAY * peers);
    return { contender: drawn, arrears };
  }
  const tied = settled.filter((contender) => served(contender) === least);
  return { contender: tied[Math.floor(rest * tied.length)] as Chosen, arrears: 0 };
}

function served({ service, weight }: Contender): number {
  return service / weight;
}

/** The contender whose lot was drawn, and where within its lot: a number in [0, 1) that is as good as the chance was. */
function draw<Chosen extends Contender>(
  contenders: readonly Chosen[],
  chance: number,
): { readonly drawn: Chosen; readonly rest: number } {
  const lots = contenders.map(({ weight, cost }) => weight / cost);
  let left = chance * lots.reduce((sum, lot) => sum + lot, 0);
  let index = 0;
  for (; index < lots.length - 1 && left >= (lots[index] as number); index++) left -= lots[index] as number;
  const rest = Math.min(left / (lots[index] as number), 1 - Number.EPSILON);
  return { drawn: contenders[index] as Chosen, rest };
}
