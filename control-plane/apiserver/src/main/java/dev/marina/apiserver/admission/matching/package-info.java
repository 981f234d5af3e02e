/// Which requests policies and webhooks of a cluster are for, and what they are shown of them.
package dev.marina.apiserver.admission.matching;
