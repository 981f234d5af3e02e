/// Failures as Kubernetes clients read them: the one place where exceptions become `Status` objects.
package dev.marina.apiserver.status;
