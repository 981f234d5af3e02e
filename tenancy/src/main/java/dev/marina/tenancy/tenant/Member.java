package dev.marina.tenancy.tenant;

import java.time.Instant;

/// A person in a tenant.
public record Member(String subject, String email, Role role, Instant since) {}
