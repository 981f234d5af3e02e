/// Types of admissionregistration.k8s.io/v1, one file each, and the rules that several of them have in common.
package dev.marina.apiserver.types.admissionregistration;
