package dev.marina.tenancy.management;

/// How large each node of a pool is: what the pool asks for, and what the tenant's quota counts.
///
/// @param cpu quantity, such as "1"
/// @param memory quantity, such as "2Gi"
public record NodeSize(String cpu, String memory) {

    public static final NodeSize STANDARD = new NodeSize("1", "2Gi");
}
