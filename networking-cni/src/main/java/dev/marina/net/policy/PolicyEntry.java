package dev.marina.net.policy;

import java.util.List;
import java.util.Optional;

/// One NetworkPolicy.
///
/// @param pods of its namespace, whom it isolates
/// @param ingress what it allows; empty if it does not isolate in this direction
/// @param egress likewise
public record PolicyEntry(PolicyName name, Selector pods, Optional<List<RuleEntry>> ingress, Optional<List<RuleEntry>> egress) {}
