import compression from 'compression';
import { type RequestHandler, Router } from 'express';
import type { ServerDeps } from '../deps';
import { supplierHeaders } from '../supplier/guard';
import { contacts } from './contacts';
import { receiveDeed } from './deeds';
import { help, receiveHelp } from './help';
import { serviceLevelsPage } from './service-levels';
import { orderFreshTicket, ticketFile, ticketPage } from './ticket';

/** What who asks the desk meets, without a log-in: GET and HEAD change nothing. */
export const requesterRoutes = (deps: ServerDeps): Router =>
  Router()
    .use(['/help', '/contacts', '/sla', '/t'], supplierHeaders, compression())
    .get('/help', (req, res) => help(deps, req, res))
    .post('/help', (req, res) => receiveHelp(deps, req, res))
    .get('/contacts', (req, res) => contacts(deps, req, res))
    .get('/sla', (req, res) => serviceLevelsPage(deps, req, res))
    .get('/t/:token', (req, res) => ticketPage(deps, req, res))
    .get('/t/:token/files/:id', (req, res) => ticketFile(deps, req, res))
    .post('/t/:token/message', receiveDeed(deps, 'message'))
    .post('/t/:token/confirm', receiveDeed(deps, 'confirm'))
    .post('/t/:token/refuse', receiveDeed(deps, 'refuse'))
    .post('/t/:token/feedback', receiveDeed(deps, 'feedback'))
    .post('/t/:token/fresh', (req, res) => orderFreshTicket(deps, req, res))
    .get('/t/:token/message', back)
    .get('/t/:token/confirm', back)
    .get('/t/:token/refuse', back)
    .get('/t/:token/feedback', back);

/** A page after a form that is loaded anew. */
const back: RequestHandler = (req, res) => res.redirect(303, `/t/${encodeURIComponent(String(req.params['token']))}`);
