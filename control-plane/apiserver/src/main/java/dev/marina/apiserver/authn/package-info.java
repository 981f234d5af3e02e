/// Who makes a request: one authenticator for each kind of proof, asked in order.
package dev.marina.apiserver.authn;
