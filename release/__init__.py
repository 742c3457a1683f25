"""What a release consists of besides the code: the locked packages with their licences, the list of them that goes with
it (SBOM), and a wheel that is built alike twice. No part of the product."""
