/// Purpose: tells the authors of ValidatingAdmissionPolicies what is wrong with their expressions for the types that they name.
///
/// Watches: ValidatingAdmissionPolicies. Writes: `status.typeChecking` and `status.observedGeneration` of them, once for each generation.
/// Settings: none. When it fails: tried again with back-off; the policy does what it does all the same.
package dev.marina.controllers.validatingadmissionpolicy;
