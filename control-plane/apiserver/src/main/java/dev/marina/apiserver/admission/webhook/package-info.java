/// Webhooks of a cluster's own: what MutatingWebhookConfigurations and ValidatingWebhookConfigurations make of a request.
/// apiserver's pkg/admission/plugin/webhook
package dev.marina.apiserver.admission.webhook;
