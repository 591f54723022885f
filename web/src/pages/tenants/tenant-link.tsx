import type { TenantNames } from '../../live/tenant-names.ts';
import { Link } from '../../ui/navigation.tsx';

interface TenantLinkProps {
  /** Null: of no tenant. */
  readonly id: string | null;
  readonly names: TenantNames;
}

/** By its name, as far as that is known. */
export function TenantLink({ id, names }: TenantLinkProps) {
  return id === null ? <>–</> : <Link to={{ page: 'tenant', id }}>{names.get(id) ?? id}</Link>;
}
