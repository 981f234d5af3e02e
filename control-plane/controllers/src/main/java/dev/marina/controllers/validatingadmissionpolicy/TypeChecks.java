package dev.marina.controllers.validatingadmissionpolicy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;

/// Knows the types that a cluster serves.
@FunctionalInterface
public interface TypeChecks {

    /// What is wrong with a policy's expressions, as `status.typeChecking.expressionWarnings` has it.
    ArrayNode warnings(ClusterId cluster, Document policy);
}
