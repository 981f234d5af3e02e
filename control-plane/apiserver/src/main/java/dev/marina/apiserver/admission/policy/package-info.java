/// Policies of a cluster's own: what ValidatingAdmissionPolicies and MutatingAdmissionPolicies make of a request. All that decides is
/// in the view that the request is decided from: policies, bindings, parameters and the namespace. Expressions are compiled once for
/// each content, and cost their own tenant: see [EvaluationShare].
/// apiserver's pkg/admission/plugin/policy
package dev.marina.apiserver.admission.policy;
