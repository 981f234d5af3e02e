package dev.marina.tenancy.tenant;

/// One tenant that a person belongs to.
public record Belonging(String tenant, Role role) {}
