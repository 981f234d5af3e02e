/// Images of tenants in the platform's registry: who may pull and push which, what there is, and its removal.
package dev.marina.tenancy.image;
