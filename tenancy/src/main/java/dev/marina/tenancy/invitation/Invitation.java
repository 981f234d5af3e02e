package dev.marina.tenancy.invitation;

import dev.marina.tenancy.tenant.Role;
import java.time.Instant;
import java.util.UUID;

/// An offer that its addressee may accept until it is over.
///
/// @param invitedBy address of the owner who did
public record Invitation(UUID id, UUID tenantId, String tenant, String email, Role role, String invitedBy, Instant expires) {}
