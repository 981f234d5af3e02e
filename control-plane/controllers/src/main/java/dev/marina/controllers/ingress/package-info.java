/// The ingress controller.
///
/// **Purpose.** Makes Ingresses true by nginx in the cluster's own pods. [IngressPlan] decides what each host and path leads to and what cannot
/// be had; [NginxText] says it in nginx's words. Annotations of ingress-nginx are read one by one ([Annotations]); none of a tenant's texts is
/// nginx's ([NginxText#quoted]). Gateways ([GatewayPlan], [GatewayText]) and Contour's HTTPProxies ([ProxyPlan], [ProxyText]) are made true by the same.
/// **Watches.** Ingresses, Gateways, routes and HTTPProxies, IngressClasses, Services, EndpointSlices and Secrets of clusters that have some of the
/// first; the entrance's own Deployment and pods.
/// **Writes.** In kube-system the Secret, Deployment and Service `marina-ingress`, an annotation of its pods by which they take a new
/// configuration up at once; `status.loadBalancer` of Ingresses, the status of Gateways, routes and HTTPProxies; Events ServiceNotFound, PortNotFound, SecretNotFound, InvalidCertificate,
/// InvalidSecret, InvalidHost, InvalidPath, PathTaken, NoMainIngress, UnsupportedAnnotation, UnsupportedBackend, TooLarge.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** The entrance goes on by the configuration that it has; what nginx would not take, its pod does not take up and says in its
/// log. Where the last Ingress of the class has gone, all goes.
package dev.marina.controllers.ingress;
