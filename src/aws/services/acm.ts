import {
  ACMClient,
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand,
} from "@aws-sdk/client-acm";

export const Client = ACMClient;

export const commands = {
  AddTagsToCertificate: AddTagsToCertificateCommand,
  DeleteCertificate: DeleteCertificateCommand,
  DescribeCertificate: DescribeCertificateCommand,
  ListCertificates: ListCertificatesCommand,
  ListTagsForCertificate: ListTagsForCertificateCommand,
  RemoveTagsFromCertificate: RemoveTagsFromCertificateCommand,
  RequestCertificate: RequestCertificateCommand,
};
