/// Pod Security Standards: what a namespace's labels ask, and what of a pod goes against it, by version of the standards. Knows
/// documents only. k8s.io/pod-security-admission/policy
package dev.marina.apiserver.podsecurity;
