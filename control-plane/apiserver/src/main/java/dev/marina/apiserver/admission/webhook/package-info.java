/// Webhooks of a cluster's own: what MutatingWebhookConfigurations and ValidatingWebhookConfigurations make of a request. A webhook
/// belongs to its tenant and is not trusted: it is reached through the cluster's own nodes or at a public address and nowhere else,
/// each tenant has so many calls at a time, and each call an end to its time and its bytes.
/// apiserver's pkg/admission/plugin/webhook
package dev.marina.apiserver.admission.webhook;
