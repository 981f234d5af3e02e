/// Approval of nodes' requests for client certificates.
///
/// **Purpose.** Approves a CertificateSigningRequest for `kubernetes.io/kube-apiserver-client-kubelet` that is a node's by its form, where a role
/// of the cluster lets the requester create `certificatesigningrequests/nodeclient`, or `selfnodeclient` for a node that renews its own:
/// upstream's controller csrapproving. The cluster's signer answers in the same write.
/// **Watches.** CertificateSigningRequests, and ClusterRoles and ClusterRoleBindings, by which an open request may come to be allowed.
/// **Writes.** Conditions of requests, through `approval`; asks for SubjectAccessReviews.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** Tried again with back-off; what it does not approve an administrator may, and the request goes after a day.
package dev.marina.controllers.certificateapproval;
