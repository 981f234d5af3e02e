/// Backups of a tenant's clusters as people ask for them; the control plane takes, checks and restores them.
package dev.marina.tenancy.backup;
