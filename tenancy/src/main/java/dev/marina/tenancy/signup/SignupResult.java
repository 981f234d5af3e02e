package dev.marina.tenancy.signup;

/// What a sign-up made.
public record SignupResult(String tenant, String owner, String cluster, int nodes) {}
