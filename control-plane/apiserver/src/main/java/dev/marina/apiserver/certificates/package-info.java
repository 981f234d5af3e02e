/// What becomes of CertificateSigningRequests: who may approve and sign them, and what the cluster's own signers answer.
package dev.marina.apiserver.certificates;
